/**
 * Who may call a gateway: keys with their roles, and the access file that lists them.
 *
 * <pre>
 *   Authorization: Bearer cf_anna_k3Jx…            access file (YAML)
 *            │  KeyToken                                 │  AccessFile
 *            ▼                                           ▼
 *     id and secret ──────── AccessList.authenticate ◀── AccessList of AccessKeys
 *                                     │
 *                                     ▼
 *                              Authentication
 * </pre>
 *
 * The file holds the SHA-256 sums of secrets alone. A secret is 256 random bits, so that its sum
 * needs neither salt nor a slow function: there is nothing to guess. All but {@code AccessFile} is
 * pure.
 */
@NullMarked
package dev.codefleet.access;

import org.jspecify.annotations.NullMarked;
