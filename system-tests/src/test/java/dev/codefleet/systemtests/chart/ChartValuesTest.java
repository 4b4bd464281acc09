package dev.codefleet.systemtests.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Helm says to values, good and bad. */
@HelmTest
class ChartValuesTest {
    @Test
    void theChartIsWithoutFault() {
        var lint = Chart.lint();

        assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
        assertThat(lint.getMessages()).noneMatch(line -> line.contains("WARNING"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    registy: {replicas: 3}                          | 'registy' not allowed
                    registry: {replica: 3}                          | at '/registry': additional properties 'replica' not allowed
                    registry: {replicas: 2}                         | at '/registry/replicas': value must be one of 1, 3
                    gateway: {service: {port: 70000}}               | at '/gateway/service/port'
                    gateway: {replicas: two}                        | at '/gateway/replicas': got string, want integer
                    manager: {replicas: {cod: 1}}                   | at '/manager/replicas': additional properties 'cod' not allowed
                    manager: {gitVolume: {sizeGiB: 2}}              | at '/manager/gitVolume/sizeGiB'
                    manager: {resources: {limits: {memory: 1 GB}}}  | at '/manager/resources/limits/memory'
                    manager: {env: {CODEFLEET_DATABASE_URL: 'jdbc'}} | manager.env.CODEFLEET_DATABASE_URL: the chart sets this one itself
                    programmer: {slots: '2'}                        | at '/programmer/slots': got string, want integer
                    programmer: {lanes: [cod]}                      | at '/programmer/lanes/0': value must be one of 'code'
                    programmer: {sandbox: bubblewrap}               | at '/programmer/sandbox': value must be one of 'required'
                    programmer: {sandbox: required}                 | set programmer.bubblewrap.enabled
                    programmer: {network: some}                     | at '/programmer/network': value must be one of 'full', 'restricted', 'none'
                    programmer: {network: none}                     | programmer.network is 'none', which bubblewrap alone can hold
                    programmer: {network: restricted}               | programmer.network is 'restricted', which bubblewrap alone can hold
                    programmer: {egress: {private: [nexus.corp]}}   | at '/programmer/egress/private/0'
                    programmer: {network: none, sandbox: none, bubblewrap: {enabled: true}} | a sandbox other than 'none'
                    programmer: {storage: {cacheGiB: 8Gi}}          | at '/programmer/storage/cacheGiB': got string, want integer
                    programmer: {env: {CODEFLEET_SLOTS: '3'}}       | programmer.env.CODEFLEET_SLOTS: the chart sets this one itself
                    programmer: {env: {CODEFLEET_NETWORK: none}}    | programmer.env.CODEFLEET_NETWORK: the chart sets this one itself
                    programmer: {env: {CODEFLEET_PROGRAMMER_EGRESS_HOSTS: public}} | the chart sets this one itself
                    programmer: {env: {CODEFLEET_PROGRAMMER_STREAMS_MAX: 3}} | got number, want string
                    database: {secret: ''}                          | at '/database/secret'
                    database: {password: secret}                    | at '/database': additional properties 'password' not allowed
                    database:                                       | missing property 'database'
                    access: {file: a}                               | at '/access': additional properties 'file' not allowed
                    access: {fileKey: ''}                           | at '/access/fileKey'
                    gateway: {env: {CODEFLEET_ACCESS_FILE: /a}}     | gateway.env.CODEFLEET_ACCESS_FILE: the chart sets this one itself
                    autoscaling: {kind: vpa}                        | at '/autoscaling/kind': value must be one of 'none', 'keda', 'hpa'
                    autoscaling: {kind: hpa, minReplicas: 0}        | at '/autoscaling/minReplicas': minimum: got 0, want 1
                    autoscaling: {kind: keda, minReplicas: 30}      | autoscaling.minReplicas (30) is above autoscaling.maxReplicas (20)
                    networkPolicy: {clients: [{podSelctor: {}}]}    | at '/networkPolicy/clients/0': additional properties 'podSelctor' not allowed
                    networkPolicy: {clients: [{ipBlock: {cidr: 1.2.3.4}}]} | at '/networkPolicy/clients/0/ipBlock/cidr'
                    image: {tag: 'a tag'}                           | at '/image/tag'
                    """)
    void badValuesAreRefusedByName(String values, String complaint) {
        assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(complaint);
    }

    @Test
    void aClusterThatIsTooOldIsRefused() {
        assertThatThrownBy(() -> Chart.renderFor("1.29.4"))
                .hasMessageContaining("chart requires kubeVersion: >=1.30.0-0");
    }

    @Test
    void everyValueOfTheSchemaHasADefaultAndTheOtherWayRound() throws IOException {
        var mapper = new YAMLMapper();
        var defaults = mapper.readTree(Chart.DIRECTORY.resolve("values.yaml").toFile());
        var schema = mapper.readTree(Chart.DIRECTORY.resolve("values.schema.json").toFile());
        var allowed = new TreeSet<String>();
        var given = new TreeSet<String>();
        collect("", schema, defaults, allowed, given);
        allowed.remove("/global");

        assertThat(given).isNotEmpty().isEqualTo(allowed);
    }

    /** Follows objects with fixed fields; what is free inside is one value. */
    private static void collect(
            String path, JsonNode schema, JsonNode value, Set<String> allowed, Set<String> given) {
        schema.path("properties")
                .fieldNames()
                .forEachRemaining(name -> allowed.add(path + "/" + name));
        value.fieldNames().forEachRemaining(name -> given.add(path + "/" + name));
        schema.path("properties")
                .properties()
                .forEach(field -> {
                    if (field.getValue().has("properties")) {
                        collect(
                                path + "/" + field.getKey(),
                                field.getValue(),
                                value.path(field.getKey()),
                                allowed,
                                given);
                    }
                });
    }
}
