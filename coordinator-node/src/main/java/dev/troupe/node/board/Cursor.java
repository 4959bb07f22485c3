package dev.troupe.node.board;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The place in a list behind the last item of a page: the values of its sort key, which never change, so that no row that comes or goes moves
 * it. Outside it is an opaque text: base64url of a version, a digest and the key. The digest covers the list and its filters, so that a cursor
 * of another list is refused instead of skipping rows. It keeps mistakes out, not liars: who makes a cursor up only chooses where to begin.
 *
 * @param list the list's name and its filters
 */
record Cursor(String list) {
  private static final String VERSION = "1";
  private static final String SEPARATOR = "\n";
  private static final int DIGEST_LENGTH = 16;

  /** @param filter a record: its text names every filter */
  static Cursor of(String name, Object filter) {
    return new Cursor(name + SEPARATOR + filter);
  }

  /** @param key without line breaks */
  String write(List<String> key) {
    List<String> parts = new ArrayList<>(List.of(VERSION, digest(key)));
    parts.addAll(key);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The key that was written; empty for the first page.
   *
   * @throws CursorRefused when the text was not written for this list
   */
  Optional<List<String>> read(Optional<String> cursor) {
    return cursor.map(this::read);
  }

  private List<String> read(String cursor) {
    List<String> parts = Arrays.asList(decoded(cursor).split(SEPARATOR, -1));
    if (parts.size() < 3 || !parts.get(0).equals(VERSION)) {
      throw new CursorRefused();
    }
    List<String> key = parts.subList(2, parts.size());
    if (!parts.get(1).equals(digest(key)) || !write(key).equals(cursor)) {
      throw new CursorRefused();
    }
    return List.copyOf(key);
  }

  private static String decoded(String cursor) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cursor);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException notOurs) {
      throw new CursorRefused();
    }
  }

  private String digest(List<String> key) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(list.getBytes(StandardCharsets.UTF_8));
      sha.update((byte) 0);
      sha.update(String.join(SEPARATOR, key).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha.digest()).substring(0, DIGEST_LENGTH);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256.", impossible);
    }
  }
}
