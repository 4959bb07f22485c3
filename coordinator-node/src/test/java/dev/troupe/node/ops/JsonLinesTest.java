package dev.troupe.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
  @Test
  void writesOneObjectALineWithItsTraceAndItsException() throws IOException {
    LoggingEvent event =
        new LoggingEvent("here", new LoggerContext().getLogger("dev.troupe.Some"), Level.ERROR, "It says \"no\"\nto {}.", new IllegalStateException("broken"), new Object[] {"w-1"});
    event.setMDCPropertyMap(Map.of("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736", "akkaSource", "akka://troupe/user"));
    String line = new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
    assertThat(line).endsWith("}\n").matches("[^\n]+\n");
    JsonNode read = new ObjectMapper().readTree(line);
    assertThat(read.path("level").asText()).isEqualTo("ERROR");
    assertThat(read.path("logger").asText()).isEqualTo("dev.troupe.Some");
    assertThat(read.path("message").asText()).isEqualTo("It says \"no\"\nto w-1.");
    assertThat(read.path("trace_id").asText()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(read.path("exception").asText()).startsWith("java.lang.IllegalStateException: broken\n\tat ");
    assertThat(read.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(read.has("akkaSource")).isFalse();
  }
}
