/**
 * What holds on each wire between the services, and between clients and gateways, as suites of
 * tests. A service and every stand-in that takes its place in other modules' tests pass the same
 * suite: so no test learns of an answer that the service never gives. A suite speaks HTTP to a base
 * address; what it cannot bring about over the wire alone it asks of its {@code Given}.
 */
@NullMarked
package dev.codefleet.contracttests;

import org.jspecify.annotations.NullMarked;
