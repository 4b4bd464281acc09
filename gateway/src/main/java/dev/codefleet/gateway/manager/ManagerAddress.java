package dev.codefleet.gateway.manager;

import dev.codefleet.contract.agent.AgentId;

/**
 * Where a manager is reached.
 *
 * @param url base address, without a trailing slash
 */
public record ManagerAddress(AgentId id, String url) {}
