@NullMarked
package dev.codefleet.manager.attest;

import org.jspecify.annotations.NullMarked;
