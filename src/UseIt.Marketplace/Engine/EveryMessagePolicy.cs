using JasperFx;
using JasperFx.CodeGeneration;
using Wolverine.Configuration;
using Wolverine.Runtime.Handlers;

namespace UseIt.Marketplace.Engine;

/// <summary>What cannot be carried out is found out at the start, and not by whoever sends it.</summary>
internal sealed class EveryMessagePolicy(IEnumerable<Type> messages) : IHandlerPolicy
{
    public void Apply(IReadOnlyList<HandlerChain> chains, GenerationRules rules, IServiceContainer container)
    {
        var generated = rules.ApplicationAssembly.GetTypes().Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            var chain =
                chains.SingleOrDefault(c => c.MessageType == message)
                ?? throw new InvalidOperationException(
                    $"{MessageSettings.HandlerOf(message).FullName} does not handle {message.FullName}."
                );
            if (rules.TypeLoadMode == TypeLoadMode.Static && !generated.Contains(chain.TypeName))
                throw new InvalidOperationException($"The code that carries out {message.FullName} has not been generated.");
        }
    }
}
