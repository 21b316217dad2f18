package io.azimux.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.architecture.JavaSource.Function;
import org.junit.jupiter.api.Test;

class JavaSourceTest {

  @Test
  void comments_strings_and_characters_are_no_code() {
    String source = "a(\"{ \\\" \", '{'); // {\n/* {\n { */ b \"\"\"\n { \" \"\"\" c";
    String code = JavaSource.code(source);
    assertThat(code).doesNotContain("{").contains("a(", "b", "c").hasLineCount(4);
  }

  @Test
  void a_function_is_measured_from_its_opening_to_its_closing_brace() {
    String code =
        """
        class A {
          A(int x) {
          }

          @Test(a = 1)
          <T> int f(int[] x, List<T> y) throws IOException {
            for (int i = 0; i < 3; i++) {
              y.forEach(z -> {
                g();
              });
            }
            if (x) { g(); } else if (y) { g(); }
            int[] a = {1};
          }
        }
        """;
    assertThat(JavaSource.functions(code)).containsExactly(new Function(2, 2), new Function(6, 9));
  }

  @Test
  void types_lambdas_and_initialisers_are_no_functions() {
    String code =
        """
        record A(int x) {
          static final Runnable R = () -> {
            g();
          };
          static {
            g();
          }
        }
        """;
    assertThat(JavaSource.functions(code)).isEmpty();
  }

  @Test
  void functions_of_anonymous_classes_are_functions() {
    String code =
        """
        class A {
          void f() {
            run(new B() {
              public void g() {
              }
            });
          }
        }
        """;
    assertThat(JavaSource.functions(code)).containsExactly(new Function(4, 2), new Function(2, 6));
  }
}
