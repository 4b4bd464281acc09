@NullMarked
package dev.codefleet.web;

import org.jspecify.annotations.NullMarked;
