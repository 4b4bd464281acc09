/**
 * Reads plans and job requests.
 *
 * <pre>
 *   YAML, JSON or Markdown text
 *        │  YamlTree, JsonTree, MarkdownTree: syntax only, and the line of everything
 *        ▼
 *      Node ──▶ PlanInterpreter ──▶ PlanValidator ──▶ Plan
 *               fields, types,      keys, missing      (contract record,
 *               bounds, defaults    dependencies,      defaults applied)
 *                                   cycles
 * </pre>
 *
 * Broken syntax stops at the first fault, because nothing after it can be trusted. Everything else
 * is collected in {@code Faults}, so that an author sees all of it at once. All of it is pure: no
 * CDI, no I/O, no clock.
 */
@NullMarked
package dev.codefleet.plan;

import org.jspecify.annotations.NullMarked;
