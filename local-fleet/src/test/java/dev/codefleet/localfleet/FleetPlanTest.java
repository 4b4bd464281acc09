package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetPlanTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "PATH", "/bin",
                    "LC_ALL", "C",
                    "CODEFLEET_SANDBOX", "none",
                    "CODEFLEET_HOME", "/elsewhere",
                    "CODEFLEET_KEY", "cf_anna_secret",
                    "CODEFLEET_KEY_FILE", "/anna.key",
                    "CODEFLEET_ACCESS_FILE", "/etc/access.yaml",
                    "CODEFLEET_ENROLMENT_KEY", "another fleet's",
                    "CODEFLEET_DATABASE_PASSWORD", "secret");
    private static final ManagerDatabase DATABASE =
            new ManagerDatabase(
                    "jdbc:postgresql://127.0.0.1:6190/codefleet", "codefleet", "pw", null);

    @Test
    void everyProcessHasItsIdPortDirectoryAndLog() {
        var member =
                plan(FleetSpec.usual().withPortOffset(100)).members(ServiceKind.PROGRAMMER).get(1);

        assertThat(member.id()).isEqualTo("programmer-2");
        assertThat(member.url()).isEqualTo("http://127.0.0.1:6252");
        assertThat(member.directory()).isEqualTo(Path.of("/home/programmers/programmer-2"));
        assertThat(member.log()).isEqualTo(Path.of("/home/logs/programmer-2.log"));
        assertThat(member.environment())
                .containsEntry("CODEFLEET_ID", "programmer-2")
                .containsEntry("CODEFLEET_PORT", "6252")
                .containsEntry("CODEFLEET_URL", "http://127.0.0.1:6252")
                .containsEntry("CODEFLEET_HOME", "/home/programmers/programmer-2")
                .containsEntry("CODEFLEET_SLOTS", "2");
    }

    @Test
    void everyProcessKnowsAllRegistries() {
        var gateway =
                plan(FleetSpec.usual().withRegistries(3)).members(ServiceKind.GATEWAY).getFirst();

        assertThat(gateway.environment())
                .containsEntry(
                        "CODEFLEET_REGISTRIES",
                        "http://127.0.0.1:6131,http://127.0.0.1:6132,http://127.0.0.1:6133");
    }

    @Test
    void onlyManagersAreToldOfTheDatabase() {
        var plan = plan(FleetSpec.usual());

        assertThat(plan.managers(DATABASE).getFirst().environment())
                .containsEntry("CODEFLEET_DATABASE_URL", DATABASE.url())
                .containsEntry("CODEFLEET_DATABASE_PASSWORD", "pw");
        for (var kind :
                List.of(ServiceKind.GATEWAY, ServiceKind.REGISTRY, ServiceKind.PROGRAMMER)) {
            assertThat(plan.members(kind).getFirst().environment())
                    .doesNotContainKey("CODEFLEET_DATABASE_PASSWORD");
        }
    }

    @Test
    void gatewaysAskForTheKeysOfTheHomeAndNoProcessIsGivenOne() {
        var plan = plan(FleetSpec.usual());

        assertThat(plan.members(ServiceKind.GATEWAY).getFirst().environment())
                .containsEntry("CODEFLEET_ACCESS_FILE", "/home/access.yaml");
        for (var kind : ServiceKind.values()) {
            assertThat(plan.members(kind).getFirst().environment())
                    .doesNotContainKeys("CODEFLEET_KEY", "CODEFLEET_KEY_FILE");
        }
        assertThat(plan.members(ServiceKind.PROGRAMMER).getFirst().environment())
                .doesNotContainKey("CODEFLEET_ACCESS_FILE");
    }

    @Test
    void eachAgentIsToldOfTheEnrolmentKeyOfItsKindAloneAndWhoChecksCallersOfPublicOnes() {
        var plan = plan(FleetSpec.usual());

        for (var kind : ServiceKind.values()) {
            var environment = plan.members(kind).getFirst().environment();
            assertThat(environment).doesNotContainKey("CODEFLEET_ENROLMENT_KEY");
            if (kind != ServiceKind.GATEWAY) {
                assertThat(environment)
                        .containsEntry("CODEFLEET_ENROLMENT_KEYS_FILE", "/home/enrolment/public");
            }
            if (kind == ServiceKind.REGISTRY) {
                assertThat(environment).doesNotContainKey("CODEFLEET_ENROLMENT_KEY_FILE");
            } else {
                assertThat(environment)
                        .containsEntry(
                                "CODEFLEET_ENROLMENT_KEY_FILE",
                                "/home/enrolment/" + kind.label() + ".key");
            }
        }
    }

    @Test
    void whatTheUserSetForTheServicesPassesThrough() {
        var programmer = plan(FleetSpec.usual()).members(ServiceKind.PROGRAMMER).getFirst();

        assertThat(programmer.environment())
                .containsEntry("PATH", "/bin")
                .containsEntry("CODEFLEET_SANDBOX", "none");
    }

    @Test
    void noProcessHasTheLocaleOfWhoStartsTheFleet() {
        for (var kind : ServiceKind.values()) {
            assertThat(plan(FleetSpec.usual()).members(kind).getFirst().environment())
                    .containsEntry("LC_ALL", "C.UTF-8");
        }
    }

    @Test
    void theCommandLineNamesItsHomeAndItsCache() {
        var command = plan(FleetSpec.usual()).members(ServiceKind.REGISTRY).getFirst().command();

        assertThat(command)
                .startsWith("/jdk/bin/java", "-XX:+UseSerialGC")
                .contains("-XX:AOTCache=REGISTRY", "-Ddev.codefleet.home=/home")
                .endsWith("-jar", "/checkout/registry-service/target/quarkus-app/quarkus-run.jar");
    }

    @Test
    void noTwoThingsShareAPort() {
        var largest = new FleetSpec(30, 10, 9, 39, 1, 0, true, Map.of());

        assertThat(FleetPlan.ports(largest, true)).hasSize(30 + 10 + 9 + 39 + 1);
    }

    @Test
    void anOutsideDatabaseNeedsNoPort() {
        assertThat(FleetPlan.ports(FleetSpec.usual(), false)).doesNotContainKey(6190);
        assertThat(FleetPlan.ports(FleetSpec.usual(), true)).containsEntry(6190, "PostgreSQL");
    }

    @Test
    void aPasswordIsNotPrinted() {
        assertThat(new ManagerDatabase("postgres://me:secret@host/db", null, "pw", null).toString())
                .isEqualTo("Database[postgres://host/db]");
    }

    private static FleetPlan plan(FleetSpec spec) {
        var installation = new Installation(Path.of("/jdk"), Path.of("/checkout"));
        return new FleetPlan(
                spec,
                installation,
                new Home(Path.of("/home")),
                ENVIRONMENT,
                kind -> List.of("-XX:AOTCache=" + kind));
    }
}
