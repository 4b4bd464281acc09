/**
 * The repositories that jobs name: on servers, on this machine, or uploaded as bundles. They are
 * read from, and get the branch of a finished job; git is never run in one on this machine, because
 * its configuration and hooks can name programs.
 */
@NullMarked
package dev.codefleet.git.remote;

import org.jspecify.annotations.NullMarked;
