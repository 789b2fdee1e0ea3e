package org.dosekit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.run.TrainingConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PresetTest {
  @ParameterizedTest
  @EnumSource(Preset.class)
  void presetIsValidByThePublishedSchemaAndComesBackEqual(Preset preset) {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(TrainingConfig.jsonSchema());
    for (String name : Protocol.builtInNames()) {
      TrainingConfig config = preset.of(Protocol.builtIn(name));
      assertEquals(List.of(), schema.validate(config.toJson(), InputFormat.JSON), name);
      assertEquals(config, TrainingConfig.fromJson(name, config.toJson()));
    }
  }

  @Test
  void aMisspeltNameIsAnsweredWithTheNearest() {
    assertEquals(Preset.OPENKBP, Preset.named("test", "openkbp"));
    DoseDataException error =
        assertThrows(DoseDataException.class, () -> Preset.named("test", "standart"));
    assertEquals("did you mean 'standard'?", error.remedy());
  }
}
