package dev.troupe.node.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README's "Follow one claim" names is there. */
class ReadmeTest {
  private static final Pattern STEP = Pattern.compile("`(dev\\.troupe[\\w.]+)#(\\w+)`");

  @Test
  void followsAClaimThroughMethodsThatExist() throws IOException, ClassNotFoundException {
    List<String> missing = new ArrayList<>();
    int steps = 0;
    Matcher named = STEP.matcher(Files.readString(Path.of("..", "README.md")));
    while (named.find()) {
      steps++;
      Class<?> type = Class.forName(named.group(1), false, getClass().getClassLoader());
      String method = named.group(2);
      if (Arrays.stream(type.getDeclaredMethods()).noneMatch(declared -> declared.getName().equals(method))) {
        missing.add(named.group());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(steps).isGreaterThanOrEqualTo(8);
  }
}
