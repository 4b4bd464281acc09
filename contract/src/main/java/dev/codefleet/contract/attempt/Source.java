package dev.codefleet.contract.attempt;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Repository and commits that an attempt's files come from.
 *
 * @param url the repository's address or absolute path
 * @param ref the branch or tag that holds {@code origin}; {@code HEAD} for the default branch
 * @param origin the commit of the repository that the job started from
 * @param base the commit to start from: {@code origin}, or a commit that the bundles add on top of
 *     it
 * @param bundles to be applied in this order before {@code base} exists; each was uploaded with
 *     {@code PUT /v1/bundles/{sha256}} before the order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Source(String url, String ref, String origin, String base, List<BundleRef> bundles) {}
