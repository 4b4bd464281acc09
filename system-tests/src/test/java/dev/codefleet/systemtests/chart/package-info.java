/**
 * The Helm chart of {@code deploy/kubernetes}: rendered by the real Helm, read into typed
 * Kubernetes objects that refuse what Kubernetes does not know, and held to what the design
 * promises. No cluster is needed, and none is there: what only a cluster can tell is not tested
 * here.
 */
@NullMarked
package dev.codefleet.systemtests.chart;

import org.jspecify.annotations.NullMarked;
