/**
 * Commits and references of one repository, read and written. What is small and asked for often is
 * read and written as the files that git itself keeps, without a process; all else is asked of git.
 */
@NullMarked
package dev.codefleet.git.objects;

import org.jspecify.annotations.NullMarked;
