/** SQL that stores share: queries, many rows for one statement, many statements for one trip. */
@NullMarked
package dev.codefleet.manager.sql;

import org.jspecify.annotations.NullMarked;
