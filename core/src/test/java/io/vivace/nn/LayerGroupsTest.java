package io.vivace.nn;

import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayerGroupsTest {
    private final Linear a = Linear.of(2, 2);
    private final Linear b = Linear.of(2, 2);
    private final Linear c = Linear.of(2, 2);
    private final Linear d = Linear.of(2, 2);
    private final Sequential net = sequential(sequential(a, relu(), b), sequential(c, d));

    @Test
    void aNetIsTakenApartWhereGroupsStart() {
        LayerGroups groups = LayerGroups.split(net, List.of(b, d));
        assertThat(groups.size()).isEqualTo(3);
        assertThat(groups.groups().get(0)).startsWith(a).hasSize(2);
        assertThat(groups.groups().get(1)).containsExactly(b, c);
        assertThat(groups.groups().get(2)).containsExactly(d);
    }

    @Test
    void wholePartsStayWhole() {
        assertThat(LayerGroups.split(net, List.of(net.get(1))).groups())
                .containsExactly(List.of(net.get(0)), List.of(net.get(1)));
        assertThat(LayerGroups.single(net).groups()).containsExactly(List.of(net));
    }

    @Test
    void startsMustBeInsideAndInOrder() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LayerGroups.split(net, List.of(d, b)))
                .withMessageContaining("layer group 2 is to start at Linear(2→2)");
        assertThatIllegalArgumentException().isThrownBy(() -> new LayerGroups(List.of()));
    }

    @Test
    void freezingCountsFromEitherEnd() {
        LayerGroups groups = new LayerGroups(List.of(List.of(a), List.of(b), List.of(c, d)));
        groups.freeze();
        assertThat(trained()).isEqualTo("--cd");
        groups.freezeTo(1);
        assertThat(trained()).isEqualTo("-bcd");
        groups.freezeTo(3);
        assertThat(trained()).isEqualTo("----");
        groups.unfreeze();
        assertThat(trained()).isEqualTo("abcd");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> groups.freezeTo(4))
                .withMessageContaining("3 layer groups; give -3 to 3");
    }

    private String trained() {
        StringBuilder text = new StringBuilder();
        Linear[] layers = {a, b, c, d};
        for (int i = 0; i < 4; i++) {
            boolean on = layers[i].weight().isTrainable() && layers[i].bias().isTrainable();
            text.append(on ? "abcd".charAt(i) : '-');
        }
        return text.toString();
    }

    @Test
    void aSharedParameterBelongsToItsFirstGroup() {
        LayerGroups groups = new LayerGroups(List.of(List.of(a, b), List.of(b, c)));
        assertThat(groups.parameters(0).keySet()).containsExactly("0.weight", "0.bias", "1.weight", "1.bias");
        assertThat(groups.parameters(1).keySet()).containsExactly("1.weight", "1.bias");
    }
}
