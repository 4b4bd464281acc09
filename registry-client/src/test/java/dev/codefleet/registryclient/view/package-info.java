@NullMarked
package dev.codefleet.registryclient.view;

import org.jspecify.annotations.NullMarked;
