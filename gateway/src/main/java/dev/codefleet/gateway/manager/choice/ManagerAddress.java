package dev.codefleet.gateway.manager.choice;

import dev.codefleet.contract.agent.AgentId;

/**
 * Id and address of a manager.
 *
 * @param url base address, without a trailing slash
 */
public record ManagerAddress(AgentId id, String url) {}
