using System.Diagnostics;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Persistence.Durability;
using Wolverine.Runtime;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// The end of a message that nothing helps: it is set aside with the kinds of its failure. Wolverine alone would keep the words of the
/// exception too, beside the message and in it, and they may hold what nobody may read there.
/// </summary>
internal sealed class SettingAside : IContinuationSource
{
    public string Description => "Set aside";

    public IContinuation Build(Exception ex, Envelope envelope) => new Step(new SetAsideException(ex));

    private sealed class Step(SetAsideException failure) : IContinuation
    {
        public async ValueTask ExecuteAsync(IEnvelopeLifecycle lifecycle, IWolverineRuntime runtime, DateTimeOffset now, Activity? activity)
        {
            await lifecycle.MoveToDeadLetterQueueAsync(failure);
            await lifecycle.CompleteAsync();
            runtime.MessageTracking.MessageFailed(lifecycle.Envelope!, failure);
            runtime.MessageTracking.MovedToErrorQueue(lifecycle.Envelope!, failure);
        }
    }

    private sealed class SetAsideException(Exception cause) : Exception(DiscreetLoggers.KindsOf(cause)), IDeadLetterExceptionInfo
    {
        public string ExceptionType => cause.GetType().FullName!;

        public string ExceptionMessage => Message;
    }
}
