package org.dosekit.lab.study;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.train.run.TrainingConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema and the reader say the same; the schema is read by another's validator. */
class StudyTest {
  private static final Schema VALIDATOR =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Study.jsonSchema());
  private static final String LEAST =
      """
      {"format": "dosekit-study/1", "name": "least", "seeds": [1], "baseline": "a",
       "conditions": [{"name": "a"}]}
      """;
  static final List<String> SHIPPED = Study.BUILT_IN;

  @ParameterizedTest
  @FieldSource("SHIPPED")
  void shippedStudiesAreReadAndValid(String name) {
    Study study = Study.named(name);
    assertEquals(name, study.name());
    assertEquals(List.of(), errors(study.toJson().toText()));
  }

  @Test
  void whatAStudyMayLeaveOutHasItsDefault() {
    Study study = parse(LEAST);
    assertEquals(List.of(), errors(LEAST));
    assertEquals("standard", study.preset());
    assertEquals(1, study.splitSeed());
    assertTrue(study.folds().isEmpty() && study.split().isEmpty() && study.cohort().isEmpty());
  }

  @Test
  void anUnknownKeyIsAnsweredWithTheNearest() {
    DoseDataException error =
        assertThrows(DoseDataException.class, () -> parse(with("\"fold\": 5")));
    assertEquals("did you mean 'folds'?", error.remedy());
    assertEquals("did you mean 'loss-ablation-phantom'?", nearest("loss-ablation-phantoms"));
  }

  private static String nearest(String name) {
    return assertThrows(DoseDataException.class, () -> Study.named(name)).remedy();
  }

  @Test
  void schemaAndReaderKnowTheSameKeys() {
    JsonObject properties = JsonObject.parse("schema", Study.jsonSchema()).object("properties");
    for (String key : properties.names()) {
      // Refused by its value at most, never as unknown.
      try {
        parse(with("\"%s\": 1".formatted(key)));
      } catch (DoseDataException e) {
        assertTrue(!e.found().startsWith("unknown field"), e.getMessage());
      }
    }
    DoseDataException error = assertThrows(DoseDataException.class, () -> parse(with("\"x\": 1")));
    Set<String> known =
        new TreeSet<>(List.of(error.expected().replace("only the fields ", "").split(", ")));
    assertEquals(known, new TreeSet<>(properties.names()));
  }

  @Test
  void theSchemaKnowsTheSectionsOfATrainingConfiguration() {
    Set<String> sections =
        new TreeSet<>(
            JsonObject.parse("training", TrainingConfig.jsonSchema()).object("properties").names());
    sections.removeAll(Set.of("seed", "protocol"));
    JsonObject config =
        JsonObject.parse("schema", Study.jsonSchema()).object("$defs").object("config");
    assertEquals(sections, new TreeSet<>(config.object("properties").names()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"format\": \"dosekit-study/2\"",
        "\"name\": \"../elsewhere\"",
        "\"name\": \"\"",
        "\"seeds\": []",
        "\"seeds\": [1, 1]",
        "\"seeds\": [1.5]",
        "\"folds\": 2",
        "\"folds\": 5, \"split\": \"splits.json\"",
        "\"conditions\": []",
        "\"conditions\": [{\"name\": \"a/b\"}]",
        "\"conditions\": [{\"name\": \"a\", \"loss\": {}}]",
        "\"condition_set\": \"loss-ablation\"",
        "\"cohort\": 3"
      })
  void schemaAndReaderRefuseTheSame(String change) {
    String json = with(change);
    assertTrue(!errors(json).isEmpty(), () -> "the schema takes " + json);
    assertThrows(DoseDataException.class, () -> parse(json));
  }

  @Test
  void conditionsAreToldApartAndTheBaselineIsOneOfThem() {
    assertThrows(
        DoseDataException.class,
        () -> parse(with("\"conditions\": [{\"name\": \"a\"}, {\"name\": \"A\"}]")));
    assertThrows(DoseDataException.class, () -> parse(with("\"baseline\": \"b\"")));
    assertDoesNotThrow(() -> parse(with("\"conditions\": [{\"name\": \"a\"}, {\"name\": \"b\"}]")));
  }

  @Test
  void pathsStartFromTheFolderOfTheFile() {
    Path base = Path.of("studies");
    Study study =
        Study.parse("s", with("\"cohort\": \"../cases\", \"protocol\": \"site.json\""), base);
    assertEquals(Path.of("studies/../cases"), study.cohort().orElseThrow());
    assertEquals(base.resolve("site.json").toString(), study.protocol().orElseThrow());
  }

  private static Study parse(String json) {
    return Study.parse("test", json, Path.of(""));
  }

  /** The least study with fields over its own. */
  private static String with(String fields) {
    return JsonObject.parse("fields", "{" + fields + "}")
        .over(JsonObject.parse("least", LEAST))
        .toText();
  }

  private static List<String> errors(String json) {
    return VALIDATOR.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
  }
}
