// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * JUnit 5 and 6: an emulator for a test class, without traces at the start of each test. Tests, constructors and
 * methods such as those of {@code @BeforeAll} have it as a parameter of the type {@link XrayEmulator}.
 *
 * <pre>{@code
 * @ExtendWith(XrayEmulatorExtension.class)
 * class ShopTest {
 *     @Test
 *     void checkOutIsTraced(XrayEmulator xray) {
 *         shop.checkOut("alice");
 *         xray.expect("service(\"shop\") AND annotation.customer = \"alice\"");
 *     }
 * }
 * }</pre>
 *
 * <p>Each class has an emulator of its own, which its nested classes share, so classes may run side by side. Where it
 * is to be configured, a static field has it: {@code @RegisterExtension static final XrayEmulatorExtension extension =
 * new XrayEmulatorExtension("--strict").keepTraces()}. Where XRAY_EMULATOR_URL is set in the environment, the emulator
 * there is used and not ended.
 */
public final class XrayEmulatorExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(XrayEmulatorExtension.class);

    private final List<String> options;
    private boolean keepsTraces;

    public XrayEmulatorExtension() {
        options = List.of();
    }

    /** The options are those of {@code xray-emulator serve}. */
    public XrayEmulatorExtension(String... options) {
        this.options = List.of(options);
    }

    /** Tests see the traces of those before them too. */
    public XrayEmulatorExtension keepTraces() {
        keepsTraces = true;
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        emulator(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!keepsTraces) emulator(context).reset();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == XrayEmulator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return emulator(context);
    }

    private XrayEmulator emulator(ExtensionContext context) {
        return outermostClass(context).getStore(NAMESPACE)
                .getOrComputeIfAbsent(Held.class, key -> new Held(startOrConnect()), Held.class).emulator;
    }

    private XrayEmulator startOrConnect() {
        String url = System.getenv("XRAY_EMULATOR_URL");
        return url == null || url.isEmpty() ? XrayEmulator.start(options.toArray(String[]::new)) : XrayEmulator.connect(url);
    }

    private static ExtensionContext outermostClass(ExtensionContext context) {
        ExtensionContext outermost = context;
        while (outermost.getParent().filter(parent -> parent.getTestClass().isPresent()).isPresent()) {
            outermost = outermost.getParent().get();
        }
        return outermost;
    }

    /** Closed by JUnit with the class. Newer versions close any AutoCloseable, older ones only this interface. */
    @SuppressWarnings("deprecation")
    private static final class Held implements ExtensionContext.Store.CloseableResource, AutoCloseable {
        final XrayEmulator emulator;

        Held(XrayEmulator emulator) {
            this.emulator = emulator;
        }

        @Override
        public void close() {
            emulator.close();
        }
    }
}
