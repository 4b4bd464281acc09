package dev.codefleet.manager.programmers;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.identity.AgentName;

/**
 * Where a programmer is called, and by which name, both as the registries say it.
 *
 * @param url base address, without a trailing slash
 */
public record ProgrammerAddress(AgentId id, String url) {
    public static ProgrammerAddress of(AgentView programmer) {
        return new ProgrammerAddress(programmer.id(), programmer.registration().url());
    }

    AgentName name() {
        return new AgentName(AgentKind.PROGRAMMER, id);
    }
}
