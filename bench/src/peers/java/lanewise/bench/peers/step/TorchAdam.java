package lanewise.bench.peers.step;

import java.util.List;
import java.util.StringJoiner;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Adam in PyTorch, with the gradients that the parameters hold.
sealed interface TorchAdam extends AutoCloseable {

    /// Updates all parameters.
    void step();

    @Override
    void close();

    /// `torch::optim::Adam`, some ten passes over memory; on CPUs it is also what Python's Adam does by default.
    final class Plain implements TorchAdam {

        private final Adam adam;

        Plain(List<Tensor> parameters) {
            adam = new Adam(new TensorVector(parameters.toArray(Tensor[]::new)), new AdamOptions(StepTask.RATE));
        }

        @Override
        public void step() {
            adam.step();
        }

        @Override
        public void close() {
            adam.close();
        }
    }

    /// `torch._fused_adam_`, one pass over memory, as Python's `Adam(fused=True)`. The C++ API in Java does not offer
    /// it, but TorchScript does.
    final class Fused implements TorchAdam {

        private final CompilationUnit unit;
        private final Function update;
        private final IValue parameters;
        private final IValue first;
        private final IValue second;
        private final IValue steps;

        Fused(List<Tensor> tensors) {
            StringJoiner declared = new StringJoiner(", ");
            StringJoiner named = new StringJoiner(", ");
            for (int i = 0; i < tensors.size(); i++) {
                declared.add("t" + i + ": Tensor");
                named.add("t" + i);
            }
            unit = torch.compile("def pack(" + declared + ") -> List[Tensor]:\n    return [" + named + "]\n" + """
                    def update(p: List[Tensor], m: List[Tensor], v: List[Tensor], s: List[Tensor]) -> int:
                        g: List[Tensor] = []
                        none: List[Tensor] = []
                        s[0].add_(1)
                        for t in p:
                            x = t.grad
                            assert x is not None
                            g.append(x)
                        torch._fused_adam_(p, g, m, v, none, s, lr=%s, beta1=0.9, beta2=0.999, weight_decay=0.0, \
                    eps=1e-08, amsgrad=False, maximize=False)
                        return 0
                    """.formatted(StepTask.RATE));
            update = unit.find_function(new QualifiedName("update"));
            parameters = pack(tensors);
            first = pack(tensors.stream().map(torch::zeros_like).toList());
            second = pack(tensors.stream().map(torch::zeros_like).toList());
            Tensor step = torch.zeros(new long[0]);
            steps = pack(tensors.stream().map(t -> step).toList());
        }

        private IValue pack(List<Tensor> tensors) {
            IValue[] values = tensors.stream().map(IValue::new).toArray(IValue[]::new);
            return unit.find_function(new QualifiedName("pack")).apply(new IValueVector(values));
        }

        @Override
        public void step() {
            try (PointerScope scope = new PointerScope(); AutoGradMode off = new AutoGradMode(false)) {
                update.apply(new IValueVector(parameters, first, second, steps));
            }
        }

        @Override
        public void close() {
            unit.close();
        }
    }
}
