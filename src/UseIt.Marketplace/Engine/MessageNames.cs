using Wolverine.Util;

namespace UseIt.Marketplace.Engine;

/// <summary>The name under which a message is stored: its own in snake_case, wherever its type lies. Names stay for ever.</summary>
public sealed class MessageNames : IMessageTypeNaming
{
    /// <inheritdoc/>
    public bool TryDetermineName(Type messageType, out string messageTypeName)
    {
        messageTypeName = EventTypes.SnakeCase(messageType.Name);
        return MessageSettings.IsMessage(messageType);
    }
}
