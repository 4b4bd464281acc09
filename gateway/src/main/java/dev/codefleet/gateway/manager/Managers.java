package dev.codefleet.gateway.manager;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.gateway.manager.choice.ManagerAddress;
import dev.codefleet.gateway.manager.choice.ManagerChoice;
import dev.codefleet.registryclient.view.Directory;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The managers that the directory knows, in the order in which to ask them. */
@Singleton
@Startup // so that the directory is full before the first request
class Managers {
    private final Directory directory;
    private final AtomicInteger turn = new AtomicInteger();

    Managers(Directory directory) {
        this.directory = directory;
    }

    List<ManagerAddress> accepting(Lane lane) {
        return ManagerChoice.accepting(known(), lane, turn.getAndIncrement());
    }

    List<ManagerAddress> answering() {
        return ManagerChoice.answering(known(), turn.getAndIncrement());
    }

    List<ManagerAddress> alive() {
        return known().stream()
                .filter(manager -> manager.liveness() == Liveness.ALIVE)
                .map(Managers::addressOf)
                .toList();
    }

    /** The manager of that name, unless it is lost. */
    Optional<ManagerAddress> find(String id) {
        return known().stream()
                .filter(manager -> manager.id().value().equals(id))
                .filter(manager -> manager.liveness() != Liveness.LOST)
                .map(Managers::addressOf)
                .findFirst();
    }

    private static ManagerAddress addressOf(AgentView manager) {
        return new ManagerAddress(manager.id(), manager.registration().url());
    }

    private List<AgentView> known() {
        return directory.current().ofKind(AgentKind.MANAGER);
    }
}
