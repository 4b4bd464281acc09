/**
 * The way out of an attempt whose network is restricted: an HTTP proxy of the programmer.
 *
 * <pre>
 *   attempt (network namespace of its own)                     programmer
 *   client ── 127.0.0.1:18128 ──> forwarder ── Unix socket ──> AttemptEgress ──> ProxyConnection ──> host
 *                                              bound into the                    │ asks EgressRule:
 *                                              sandbox, one                      │  1. may this host be looked up?
 *                                              for each attempt                  │  2. may its addresses be reached?
 *                                                                                └ tells EgressLedger
 * </pre>
 *
 * <p>Who connects is known by the socket. A name is looked up once, by the programmer, and the
 * connection goes to an address that was judged: a name that means something else a moment later
 * leads nowhere else. Redirects are followed by clients, and so are judged like any request.
 */
@NullMarked
package dev.codefleet.programmer.egress;

import org.jspecify.annotations.NullMarked;
