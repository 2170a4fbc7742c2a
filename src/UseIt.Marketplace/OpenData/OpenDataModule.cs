using UseIt.EventStore;
using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.OpenData;

public sealed class OpenDataModule : Module
{
    public override IEnumerable<View> Views { get; } = [new OrganisationNames()];
}
