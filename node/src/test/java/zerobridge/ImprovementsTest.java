package zerobridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The peer protocol lists 32 weaknesses of the reference, W1 to W32. Each that this node does
 * better has a test whose name begins with its number, as in {@code
 * w05WhatNoManifestListsIsNotServed}.
 */
class ImprovementsTest {
  private static final int WEAKNESSES = 32;
  private static final Pattern NUMBER = Pattern.compile("w([0-9]{2})[A-Z].*");

  /** Those whose tests don't exist yet. A number that gets its test must be taken out of here. */
  private static final Set<Integer> NOT_YET = Set.of(9, 13, 18, 19, 28, 31, 32);

  @Test
  void everyWeaknessOfTheReferenceHasATest() {
    Set<Integer> missing = new TreeSet<>();
    IntStream.rangeClosed(1, WEAKNESSES).forEach(missing::add);
    missing.removeAll(shown());

    missing.removeAll(NOT_YET);
    assertThat(missing).as("weaknesses (W) without a test named w<number>…").isEmpty();
  }

  private static Set<Integer> shown() {
    Set<Integer> shown = new TreeSet<>();
    for (JavaClass test :
        new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages("zerobridge")) {
      for (JavaMethod method : test.getMethods()) {
        Matcher name = NUMBER.matcher(method.getName());
        if (name.matches() && isTest(method)) {
          shown.add(Integer.valueOf(name.group(1)));
        }
      }
    }
    return shown;
  }

  private static boolean isTest(JavaMethod method) {
    return method.isAnnotatedWith(Test.class) || method.isAnnotatedWith(ParameterizedTest.class);
  }
}
