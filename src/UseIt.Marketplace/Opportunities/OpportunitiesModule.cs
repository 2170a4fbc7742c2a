using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Opportunities;

public sealed class OpportunitiesModule : Module;
