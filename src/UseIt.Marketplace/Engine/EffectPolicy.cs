using JasperFx;
using JasperFx.CodeGeneration;
using JasperFx.CodeGeneration.Frames;
using Wolverine;
using Wolverine.Configuration;
using Wolverine.Middleware;
using Wolverine.Runtime.Handlers;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// An effect lies outside the database (mail, a file): it is not begun again once it is known to have happened, and may happen again after
/// a crash.
/// </summary>
internal sealed class EffectPolicy : IHandlerPolicy
{
    public void Apply(IReadOnlyList<HandlerChain> chains, GenerationRules rules, IServiceContainer container)
    {
        foreach (var chain in chains.Where(c => typeof(IEffect).IsAssignableFrom(c.MessageType)))
        {
            var begin = new MethodCall(typeof(HandledMessages), nameof(HandledMessages.NotYetAsync));
            chain.Middleware.Insert(0, begin);
            if (rules.TryFindContinuationHandler(chain, begin, out var stop))
                chain.Middleware.Insert(1, stop!);
            chain.Postprocessors.Add(new MethodCall(typeof(HandledMessages), nameof(HandledMessages.NoteAsync)));
        }
    }
}
