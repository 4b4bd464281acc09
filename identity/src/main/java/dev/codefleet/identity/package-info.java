/**
 * Who a service is to the others. Each agent has an Ed25519 pair of its own ({@link
 * dev.codefleet.identity.KeyFile}). The enrolment key of its kind signs once that this public key
 * is the agent's ({@link dev.codefleet.identity.AgentCredentials}), and every call carries a token
 * that the agent's own key signs for one callee and a minute ({@link
 * dev.codefleet.identity.CalleeTokens}). A callee checks both with public keys alone ({@link
 * dev.codefleet.identity.CallVerifier}): who has read everything that it knows can pose as nobody.
 */
@NullMarked
package dev.codefleet.identity;

import org.jspecify.annotations.NullMarked;
