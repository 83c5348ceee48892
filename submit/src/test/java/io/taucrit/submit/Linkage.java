package io.taucrit.submit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.Handle;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;

/**
 * Whether compiled classes fit libraries: every method and field that their code names is there
 * with the same types, and no abstract method is left without a body. What a JVM finds out when it
 * comes to the place, for all places at once (JVMS 5.4.3).
 */
final class Linkage {
  private final ClassLoader loader;
  private final Set<String> missing = new TreeSet<>();

  private Linkage(ClassLoader loader) {
    this.loader = loader;
  }

  /** What classes of a jar need and neither it nor the libraries have, one line each. */
  static Set<String> missing(Path jar, List<Path> libraries) throws IOException {
    URL[] urls =
        Stream.concat(Stream.of(jar), libraries.stream()).map(Linkage::url).toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
        JarFile file = new JarFile(jar.toFile())) {
      Linkage linkage = new Linkage(loader);
      for (ZipEntry entry : file.stream().toList()) {
        String name = entry.getName();
        if (name.endsWith(".class")) {
          try (InputStream in = file.getInputStream(entry)) {
            linkage.check(new ClassReader(in.readAllBytes()));
          }
        }
      }
      return linkage.missing;
    }
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void check(ClassReader reader) {
    String place = reader.getClassName();
    try {
      Class<?> type = Class.forName(place.replace('/', '.'), false, loader);
      if (!Modifier.isAbstract(type.getModifiers())) {
        for (Method method : type.getMethods()) {
          if (Modifier.isAbstract(method.getModifiers())) {
            missing.add("%s has no body for %s".formatted(place, method));
          }
        }
      }
    } catch (ClassNotFoundException | LinkageError e) {
      missing.add("%s cannot be loaded: %s".formatted(place, e));
    }
    reader.accept(new Code(place), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  private void need(String place, String owner, String name, String descriptor) {
    if (!owner.startsWith("[") && !has(owner, name, descriptor)) {
      missing.add("%s needs %s.%s%s".formatted(place, owner, name, descriptor));
    }
  }

  private boolean has(String owner, String name, String descriptor) {
    try {
      Class<?> type = Class.forName(owner.replace('/', '.'), false, loader);
      if (!descriptor.startsWith("(")) {
        return hasField(type, name);
      }
      MethodType signature = MethodType.fromMethodDescriptorString(descriptor, loader);
      return name.equals("<init>") ? hasConstructor(type, signature) : has(type, name, signature);
    } catch (ClassNotFoundException | TypeNotPresentException | LinkageError e) {
      return false;
    }
  }

  private static boolean hasConstructor(Class<?> type, MethodType signature) {
    return Stream.of(type.getDeclaredConstructors())
        .anyMatch(c -> List.of(c.getParameterTypes()).equals(signature.parameterList()));
  }

  private static boolean has(Class<?> type, String name, MethodType signature) {
    return ancestors(type)
        .flatMap(ancestor -> Stream.of(ancestor.getDeclaredMethods()))
        .anyMatch(
            m ->
                m.getName().equals(name)
                    // The JVM's own methods of any signature, as MethodHandle.invoke.
                    && (m.getReturnType() == signature.returnType()
                            && List.of(m.getParameterTypes()).equals(signature.parameterList())
                        || m.getDeclaringClass().getName().startsWith("java.lang.invoke.")));
  }

  private static boolean hasField(Class<?> type, String name) {
    return ancestors(type)
        .flatMap(ancestor -> Stream.of(ancestor.getDeclaredFields()))
        .anyMatch(field -> field.getName().equals(name));
  }

  private static Stream<Class<?>> ancestors(Class<?> type) {
    Stream<Class<?>> up =
        type.getSuperclass() != null
            ? ancestors(type.getSuperclass())
            : type.isInterface() ? Stream.of(Object.class) : Stream.empty();
    Stream<Class<?>> across = Stream.of(type.getInterfaces()).flatMap(Linkage::ancestors);
    return Stream.concat(Stream.of(type), Stream.concat(up, across));
  }

  /** Visits the instructions of a class. */
  private final class Code extends ClassVisitor {
    private final String place;

    Code(String place) {
      super(Opcodes.ASM9);
      this.place = place;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String called, String type, boolean isInterface) {
          need(place, owner, called, type);
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String field, String type) {
          need(place, owner, field, type);
        }

        @Override
        public void visitInvokeDynamicInsn(
            String called, String type, Handle bootstrap, Object... arguments) {
          for (Object argument : arguments) {
            if (argument instanceof Handle handle) {
              need(place, handle.getOwner(), handle.getName(), handle.getDesc());
            }
          }
        }
      };
    }
  }
}
