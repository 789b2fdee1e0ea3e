package org.dosekit.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  /** FIPS 180-2, appendices B.1 and B.3: "abc", and a million times "a". */
  @Test
  void digestsAreThoseOfTheStandard(@TempDir Path folder) throws IOException {
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Sha256.hexOf("abc"));
    Path file = Files.writeString(folder.resolve("a"), "a".repeat(1_000_000));
    assertEquals(
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        HexFormat.of().formatHex(Sha256.of(file)));
    assertThrows(NoSuchFileException.class, () -> Sha256.of(folder.resolve("b")));
  }
}
