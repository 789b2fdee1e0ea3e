package org.dosekit.dicom.name;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.StructureNames;
import org.dosekit.dicom.name.NameMatch.Confidence;
import org.jspecify.annotations.Nullable;

/**
 * Which drawn names mean which structures of a protocol: an institution's own table before the
 * sites', exact names before TG-263 before patterns. Planning aids are known by patterns of their
 * own and are never taken for an organ, unless the institution's table names them exactly.
 * Immutable.
 *
 * <p>A table is JSON: {@code {"format": "dosekit-names/1", "structures": {"Rectum": {"tg263": [..],
 * "exact": [..], "regex": [..]}}, "aids": [..]}}. Exact names match without case, spaces and
 * separators; patterns match the whole name without case.
 */
public final class NameTable {
  private static final String FORMAT = "dosekit-names/1";

  /** The name under which the patient's outline is kept. */
  public static final String BODY = "BODY";

  /** A name has 64 characters at most; what is longer is no name. */
  private static final int MAX_NAME_LENGTH = 64;

  /**
   * The built-in tables, by site. All serve every protocol: a name means what it means wherever it
   * is drawn, and only structures that the protocol has are ever matched.
   */
  private static final List<String> SITES =
      List.of("common.json", "prostate.json", "head-and-neck.json", "thorax.json");

  private final Rules institution;
  private final Rules site;

  /** What names mean which of a table's structures. */
  private record Rules(
      Set<String> structures,
      Map<String, String> exact,
      Map<String, String> tg263,
      Map<Pattern, String> patterns,
      List<Pattern> aids) {
    static Rules empty() {
      return new Rules(
          new LinkedHashSet<>(),
          new LinkedHashMap<>(),
          new LinkedHashMap<>(),
          new LinkedHashMap<>(),
          new ArrayList<>());
    }
  }

  private NameTable(Rules institution, Rules site) {
    this.institution = institution;
    this.site = site;
  }

  /** The built-in tables as they serve a protocol, and the protocol's own names. */
  public static NameTable of(Protocol protocol) {
    Map<String, String> byTg263 = new LinkedHashMap<>();
    protocol.structures().forEach(s -> byTg263.putIfAbsent(s.tg263(), s.name()));
    byTg263.put("External", BODY);
    Rules site = Rules.empty();
    for (String resource : SITES) {
      Rules rules = parse(resource, builtIn(resource));
      Map<String, String> meanings = meanings(rules, protocol, byTg263);
      rules.exact.forEach(
          (name, structure) -> {
            // A head of the femur is no femur where the protocol has both.
            Optional<String> standard =
                StructureNames.tg263(name).flatMap(s -> Optional.ofNullable(byTg263.get(s)));
            Optional.ofNullable(meanings.get(structure))
                .filter(meaning -> standard.isEmpty() || standard.get().equals(meaning))
                .ifPresent(meaning -> site.exact.putIfAbsent(name, meaning));
          });
      translate(rules.tg263, meanings, site.tg263);
      translate(rules.patterns, meanings, site.patterns);
      site.aids.addAll(rules.aids);
    }
    protocol.structures().forEach(s -> site.exact.put(key(s.name()), s.name()));
    site.tg263.putAll(byTg263);
    protocol.structures().forEach(s -> site.structures.add(s.name()));
    site.structures.add(BODY);
    return new NameTable(Rules.empty(), site);
  }

  /** The protocol's structures that a site's are; those it does not have are left out. */
  private static Map<String, String> meanings(
      Rules rules, Protocol protocol, Map<String, String> byTg263) {
    Map<String, String> meanings = new LinkedHashMap<>();
    rules.tg263.forEach(
        (standard, structure) ->
            Optional.ofNullable(byTg263.get(standard))
                .ifPresent(name -> meanings.putIfAbsent(structure, name)));
    for (String structure : rules.structures) {
      Optional.ofNullable(byTg263.get(structure)).ifPresent(name -> meanings.put(structure, name));
      protocol.structure(structure).ifPresent(s -> meanings.put(structure, s.name()));
    }
    return meanings;
  }

  private static <K> void translate(
      Map<K, String> from, Map<String, String> meanings, Map<K, String> to) {
    from.forEach(
        (key, structure) ->
            Optional.ofNullable(meanings.get(structure))
                .ifPresent(meaning -> to.putIfAbsent(key, meaning)));
  }

  /**
   * This table with an institution's own before it.
   *
   * @throws DoseDataException when the file is no table
   */
  public NameTable withInstitution(Path file) {
    return withInstitution(JsonObject.read(file));
  }

  /** This table with an institution's own before it. */
  NameTable withInstitution(JsonObject json) {
    return new NameTable(parse(json.where(), json), site);
  }

  /** What a region that calls itself the patient's outline means, whatever its name. */
  public static NameMatch external() {
    return NameMatch.of(BODY, Confidence.PATTERN);
  }

  /** What a name means. */
  public NameMatch match(String name) {
    String stripped = Objects.requireNonNull(name).strip();
    if (stripped.isEmpty() || stripped.length() > MAX_NAME_LENGTH) {
      return NameMatch.none(Confidence.UNKNOWN);
    }
    String lower = stripped.toLowerCase(Locale.ROOT);
    Optional<String> own = known(institution.exact.get(key(stripped)));
    if (own.isPresent()) {
      return NameMatch.of(own.get(), Confidence.INSTITUTION);
    }
    if (matchesAny(institution.aids, lower)) {
      return NameMatch.none(Confidence.AID);
    }
    Optional<String> exact = known(site.exact.get(key(stripped)));
    boolean aid = exact.isEmpty() && matchesAny(site.aids, lower);
    Optional<String> byPattern = pattern(institution, lower);
    if (byPattern.isPresent() && !aid) {
      return NameMatch.of(byPattern.get(), Confidence.INSTITUTION);
    }
    if (exact.isPresent()) {
      return NameMatch.of(exact.get(), Confidence.EXACT);
    }
    if (aid) {
      return NameMatch.none(Confidence.AID);
    }
    return StructureNames.tg263(stripped)
        .flatMap(standard -> known(site.tg263.get(standard)))
        .map(structure -> NameMatch.of(structure, Confidence.TG263))
        .or(() -> pattern(site, lower).map(s -> NameMatch.of(s, Confidence.PATTERN)))
        .orElse(NameMatch.none(Confidence.UNKNOWN));
  }

  private Optional<String> pattern(Rules rules, String lower) {
    return rules.patterns.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(lower).matches())
        .map(Map.Entry::getValue)
        .filter(site.structures::contains)
        .findFirst();
  }

  /** An institution's table serves several protocols; what this one has not is not matched. */
  private Optional<String> known(@Nullable String structure) {
    return Optional.ofNullable(structure).filter(site.structures::contains);
  }

  private static boolean matchesAny(List<Pattern> patterns, String lower) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(lower).matches());
  }

  private static String key(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    // A decimal point tells 50.4 from 504.
    return lower.replaceAll("[^\\p{L}\\p{N}.]|\\.(?!\\d)|(?<!\\d)\\.", "");
  }

  private static JsonObject builtIn(String resource) {
    try (InputStream in = NameTable.class.getResourceAsStream(resource)) {
      byte[] bytes = Objects.requireNonNull(in, resource).readAllBytes();
      return JsonObject.parse(resource, new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Rules parse(String where, JsonObject json) {
    json.requireOnly("format", "structures", "aids", "guessed", "unknown");
    if (!json.string("format").equals(FORMAT)) {
      throw DoseDataException.of(
          where, "another format", "'" + FORMAT + "'", "write the table as docs/dicom.md says");
    }
    Rules rules = Rules.empty();
    JsonObject structures = json.object("structures");
    for (String structure : structures.names()) {
      JsonObject entry = structures.object(structure);
      entry.requireOnly("tg263", "exact", "regex");
      rules.structures.add(structure);
      strings(entry, "tg263").forEach(name -> rules.tg263.put(name, structure));
      strings(entry, "exact").forEach(name -> put(where, rules.exact, key(name), structure));
      strings(entry, "regex")
          .forEach(regex -> rules.patterns.put(compiled(where, regex), structure));
    }
    strings(json, "aids").forEach(regex -> rules.aids.add(compiled(where, regex)));
    return rules;
  }

  private static void put(String where, Map<String, String> exact, String key, String structure) {
    String other = exact.put(key, structure);
    if (other != null && !other.equals(structure)) {
      throw DoseDataException.of(
          where,
          "one name for both " + other + " and " + structure,
          "each name once",
          "remove it from one of them");
    }
  }

  private static List<String> strings(JsonObject json, String name) {
    return json.has(name) ? json.strings(name) : List.of();
  }

  private static Pattern compiled(String where, String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw DoseDataException.of(
              where, "a malformed pattern", "a regular expression of Java", "correct it")
          .withCause(e);
    }
  }

  /** All rules, in their order. */
  @Override
  public String toString() {
    return institution + " " + site;
  }

  /**
   * A table to edit as JSON, in the format that {@link #withInstitution} reads, where only the
   * exact names count.
   *
   * @param exactByStructure names by structure
   * @param guessedByStructure names by the structure that a pattern takes them for: to be moved to
   *     the exact ones by whoever has looked
   * @param unknown names left over, to be sorted in by hand
   */
  public static String toJson(
      Map<String, List<String>> exactByStructure,
      Map<String, List<String>> guessedByStructure,
      List<String> unknown) {
    JsonObject structures = JsonObject.create();
    exactByStructure.forEach(
        (structure, names) ->
            structures.put(structure, JsonObject.create().putStrings("exact", names)));
    JsonObject guessed = JsonObject.create();
    guessedByStructure.forEach(guessed::putStrings);
    return JsonObject.create()
        .put("format", FORMAT)
        .put("structures", structures)
        .put("guessed", guessed)
        .putStrings("unknown", unknown)
        .toText();
  }
}
