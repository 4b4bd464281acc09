package dev.codefleet.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.codefleet.contract.plan.Plan;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** The published JSON schema. */
final class PlanSchema {
    private final JsonNode source;
    private final Schema schema;

    PlanSchema() throws IOException {
        try (var in = Plan.class.getResourceAsStream("/dev/codefleet/contract/plan.schema.json")) {
            source = PlanTexts.JSON.readTree(Objects.requireNonNull(in));
        }
        schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(source);
    }

    JsonNode source() {
        return source;
    }

    List<Error> faults(JsonNode plan) {
        return schema.validate(plan);
    }
}
