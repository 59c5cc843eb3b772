package lanewise.vae.network;

import java.util.ArrayList;
import java.util.List;

import lanewise.core.activation.Activation;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.PlacedNetwork;
import lanewise.vae.layer.Shape;

/// Dense networks from their layouts.
final class DenseNets {

    private DenseNets() {
    }

    /// The network of which the last slot has the heads.
    static PlacedNetwork placed(ParameterLayout layout, Activation activation) {
        List<Layer> hidden = new ArrayList<>();
        for (ParameterLayout.Slot slot : layout.slots().subList(0, layout.slots().size() - 1)) {
            hidden.add(new Layer(Dense.of(slot.biases()),
                    slot.norm() == null ? Normalization.NONE : Normalization.LAYER, activation));
        }
        return new PlacedNetwork(new Network(Shape.of(layout.slots().getFirst().columns()), hidden, Network.DENSE_HEAD),
                0, layout.slots());
    }
}
