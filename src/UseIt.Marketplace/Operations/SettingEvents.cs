using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Operations;

/// <summary>What administrators may change while the marketplace runs. Whatever guards it, or needs a restart, is not among them.</summary>
public enum RunningSetting
{
    /// <summary>Whom people write to about the marketplace.</summary>
    Contact,

    /// <summary>How many times the usual number of requests everybody may send.</summary>
    RateLimits,

    /// <summary>How much each organisation may store, in MiB.</summary>
    StorageMiB,
}

/// <summary>A setting has another value from now on; none leads back to what the installation says.</summary>
public sealed record SettingChanged(Guid SettingsId, RunningSetting Setting, string? Value, string Reason, Guid By) : IFact;
