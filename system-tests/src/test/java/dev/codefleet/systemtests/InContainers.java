package dev.codefleet.systemtests;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Tests of the fleet that {@code docker-compose.yml} describes. They share one, and come last: its
 * twenty processes would take the machine's time from tests that measure.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Order(Integer.MAX_VALUE)
@Isolated
@ExtendWith(SharedComposeFleet.class)
@interface InContainers {}
