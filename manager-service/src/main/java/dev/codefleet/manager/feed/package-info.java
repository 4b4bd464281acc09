/**
 * What happens to jobs, as their readers follow it: the entries of a job's log once they are
 * committed, and the lines that running attempts print.
 */
@NullMarked
package dev.codefleet.manager.feed;

import org.jspecify.annotations.NullMarked;
