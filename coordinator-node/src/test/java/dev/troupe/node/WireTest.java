package dev.troupe.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.troupe.node.wire.WireRegistry;
import dev.troupe.protocol.WorkCommand;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireTest {

  @Test
  void everythingTheProtocolSaysCanTravel() throws ClassNotFoundException {
    List<Class<?>> roots = new ArrayList<>();
    var bindings = ConfigFactory.parseResources("cluster.conf").getObject("akka.actor.serialization-bindings").unwrapped();
    for (var binding : bindings.entrySet()) {
      if (binding.getValue().equals("troupe-kryo")) {
        roots.add(Class.forName(binding.getKey()));
      }
    }
    assertThat(WireRegistry.of(roots).classes()).containsValues(WorkCommand.Claim.class, WorkCommand.Wake.class);
  }

  @Test
  void whatAnEntitySaysToItselfDoesNotTravel() {
    assertThat(WireRegistry.of(List.of(WorkCommand.class)).classes().values())
        .allSatisfy(type -> assertThat(type.getPackageName()).isEqualTo("dev.troupe.protocol"));
  }
}
