using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Bids;

public sealed class BidsModule : Module;
