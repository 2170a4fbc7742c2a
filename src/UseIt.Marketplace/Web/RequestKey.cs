namespace UseIt.Marketplace.Web;

/// <summary>What repeated requests are compared under, and the ids that follow from their keys.</summary>
public sealed class RequestKey(Func<byte[]> key)
{
    public byte[] Value => key();
}
