package dev.codefleet.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.codefleet.support.Json;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the framework read and write with the very mapper that our own code uses. */
@Singleton
class JsonProducer {
    @Produces
    @Singleton
    ObjectMapper mapper() {
        return Json.mapper();
    }
}
