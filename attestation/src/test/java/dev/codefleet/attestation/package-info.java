@NullMarked
package dev.codefleet.attestation;

import org.jspecify.annotations.NullMarked;
