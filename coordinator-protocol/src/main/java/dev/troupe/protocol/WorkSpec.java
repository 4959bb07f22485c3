package dev.troupe.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is asked for when an item is added; never changes afterwards.
 *
 * @param workType what kind of work it is, 1 to 100 characters of a name
 * @param title 1 to 500 characters
 * @param description at most 20,000 characters
 * @param requires capabilities an agent must have, at most 50
 * @param dependsOn items that must be completed first, at most 1,000, not itself
 * @param runAt not to be claimed before
 * @param lease how long a claim holds without a sign of life: 1 s to 24 h
 * @param maxAttempts how many attempts may fail before the item does: 1 to 1,000
 * @param backoff the wait after the first failed attempt, doubled with each further one: 0 to 24 h
 * @param review whether a completed attempt waits for an approval
 * @param storyPoints 0 to 1,000
 * @param resources paths or names (globs) the holder reserves, at most 100
 */
public record WorkSpec(
    String workType,
    String title,
    String description,
    Priority priority,
    TeamId team,
    Set<String> requires,
    List<WorkId> dependsOn,
    Optional<Instant> runAt,
    Duration lease,
    int maxAttempts,
    Duration backoff,
    boolean review,
    Optional<Integer> storyPoints,
    Optional<String> epicId,
    Optional<Json> payload,
    List<String> resources) {

  public static final int MAX_NAME_LENGTH = 100;
  public static final int MAX_TITLE_LENGTH = 500;
  public static final int MAX_DESCRIPTION_LENGTH = 20_000;
  public static final int MAX_CAPABILITIES = 50;
  public static final int MAX_DEPENDENCIES = 1_000;
  public static final int MAX_RESOURCES = 100;
  public static final Duration MAX_LEASE = Duration.ofHours(24);
  public static final int MAX_ATTEMPTS = 1_000;
  public static final Duration MAX_BACKOFF = Duration.ofHours(24);

  public WorkSpec {
    Names.requireName("work_type", workType, MAX_NAME_LENGTH);
    Names.requireText("title", title, MAX_TITLE_LENGTH);
    if (title.isBlank()) {
      throw new IllegalArgumentException("Expected title, but it is blank.");
    }
    Names.requireText("description", description, MAX_DESCRIPTION_LENGTH);
    requires = capabilities(requires);
    Names.requireCount("depends_on", dependsOn.size(), MAX_DEPENDENCIES);
    dependsOn = dependsOn.stream().distinct().toList();
    Names.requireRange("lease_seconds", lease.toSeconds(), 1, MAX_LEASE.toSeconds());
    Names.requireRange("max_attempts", maxAttempts, 1, MAX_ATTEMPTS);
    Names.requireRange("backoff_seconds", backoff.toSeconds(), 0, MAX_BACKOFF.toSeconds());
    storyPoints.ifPresent(points -> Names.requireRange("story_points", points, 0, 1_000));
    epicId.ifPresent(epic -> Names.requireName("epic_id", epic, WorkId.MAX_LENGTH));
    Names.requireCount("resources", resources.size(), MAX_RESOURCES);
    resources.forEach(resource -> Names.requireText("a resource", resource, MAX_TITLE_LENGTH));
    resources = List.copyOf(resources);
  }

  /** The set, checked and in a stable order, so that equal specs are stored and compared as equal. */
  static Set<String> capabilities(Set<String> names) {
    Names.requireCount("capabilities", names.size(), MAX_CAPABILITIES);
    names.forEach(name -> Names.requireName("a capability", name, MAX_NAME_LENGTH));
    return java.util.Collections.unmodifiableSet(new TreeSet<>(names));
  }
}
