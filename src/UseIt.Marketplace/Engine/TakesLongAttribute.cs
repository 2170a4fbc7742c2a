namespace UseIt.Marketplace.Engine;

/// <summary>
/// A command that reads whole files, or asks somebody else, before it is decided. However many of these are sent, three quarters of the
/// places stay for the others; and where one comes as a message it has an hour, not the usual minute.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TakesLongAttribute : Attribute
{
    /// <summary>How long it has as a message, in seconds.</summary>
    public const int Seconds = 3600;

    internal static bool Is(Type command) => IsDefined(command, typeof(TakesLongAttribute), inherit: false);
}
