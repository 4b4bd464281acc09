/** Turns jobs into graphs of subtasks, dispatches them and integrates what passed. */
@NullMarked
package dev.codefleet.manager;

import org.jspecify.annotations.NullMarked;
