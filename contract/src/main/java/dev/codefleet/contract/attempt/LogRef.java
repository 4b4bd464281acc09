package dev.codefleet.contract.attempt;

/**
 * The whole log of an attempt whose report shows only a part of it, to be had as gzip at {@code GET
 * /v1/attempts/{id}/log}.
 *
 * @param bytes that were printed; a log may keep less, with a mark where something is left out
 * @param compressedBytes that come
 */
public record LogRef(long bytes, long compressedBytes) {}
