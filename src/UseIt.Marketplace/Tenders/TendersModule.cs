using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Tenders;

public sealed class TendersModule : Module;
