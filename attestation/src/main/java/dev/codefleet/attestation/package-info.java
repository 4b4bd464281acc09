/**
 * Signed receipts. Whoever has done something says so in an in-toto statement, signed in a DSSE
 * envelope by its own key, on the spot: a programmer the receipt of each attempt ({@link
 * dev.codefleet.attestation.AttemptStatement}). A statement names the commit and tree that it is
 * about, so that whoever holds these can look for it, and needs nothing but public keys to check
 * it.
 */
@NullMarked
package dev.codefleet.attestation;

import org.jspecify.annotations.NullMarked;
