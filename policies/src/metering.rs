//! The words of smart metering that the two gates use, as DUIS spells them.

use crate::value::words;

words! {
    /// The role in which a User sends a request (DUIS).
    UserRole {
        /// Import Supplier.
        ImportSupplier = "IS",
        /// Gas Supplier.
        GasSupplier = "GS",
        /// Electricity Distributor.
        ElectricityDistributor = "ED",
        /// Gas Transporter.
        GasTransporter = "GT",
        /// Export Supplier.
        ExportSupplier = "ES",
        /// Registered Supplier Agent.
        RegisteredSupplierAgent = "RSA",
        /// Other User.
        OtherUser = "OU",
    }
}

words! {
    /// Whether a meter is operated by its supplier.
    MeterState {
        /// It is.
        Active = "active",
        /// It lost its smart functionality after a change of supplier.
        Dormant = "dormant",
    }
}

words! {
    /// A kind of device (DUIS schema, DeviceType).
    DeviceType {
        /// Electricity meter.
        Esme = "ESME",
        /// Gas meter.
        Gsme = "GSME",
        /// Gas Proxy Function.
        Gpf = "GPF",
        /// Communications Hub Function.
        Chf = "CHF",
        /// Home area network Connected Auxiliary Load Control Switch.
        Hcalcs = "HCALCS",
        /// Prepayment Interface Device.
        Ppmid = "PPMID",
        /// In-Home Display.
        Ihd = "IHD",
        /// Consumer Access Device.
        Cad = "CAD",
    }
}

words! {
    /// What the Smart Metering Inventory says of a device (DUIS schema, device status).
    DeviceStatus {
        /// Pending.
        Pending = "Pending",
        /// Whitelisted.
        Whitelisted = "Whitelisted",
        /// InstalledNotCommissioned.
        InstalledNotCommissioned = "InstalledNotCommissioned",
        /// Commissioned.
        Commissioned = "Commissioned",
        /// Decommissioned.
        Decommissioned = "Decommissioned",
        /// Withdrawn.
        Withdrawn = "Withdrawn",
        /// Suspended.
        Suspended = "Suspended",
        /// Recovery.
        Recovery = "Recovery",
        /// Recovered.
        Recovered = "Recovered",
    }
}

words! {
    /// A party that a device can hold certificates of.
    PartyClass {
        /// The supplier.
        Supplier = "supplier",
        /// The network operator.
        NetworkOperator = "network-operator",
    }
}

words! {
    /// What a request asks for, as far as signatures are concerned.
    RequestClass {
        /// It can change supply, credit or security.
        Critical = "critical",
        /// Any other request to a device.
        NonCritical = "non-critical",
        /// A request that concerns no device.
        NonDevice = "non-device",
    }
}

words! {
    /// One of the four Certificate IDs that a SMETS1 device is notified of (S1SR draft, clause 2).
    NotifiedSlot {
        /// Notified Critical Supplier Certificate ID.
        CriticalSupplier = "critical-supplier",
        /// Notified Non-Critical Supplier Certificate ID.
        NonCriticalSupplier = "non-critical-supplier",
        /// Notified Critical Network Operator Certificate ID.
        CriticalNetworkOperator = "critical-network-operator",
        /// Notified Non-Critical Network Operator Certificate ID.
        NonCriticalNetworkOperator = "non-critical-network-operator",
    }
}

impl NotifiedSlot {
    /// The slot for requests of this class by this party; none where the request concerns no device.
    #[must_use]
    pub const fn of(party: PartyClass, class: RequestClass) -> Option<Self> {
        match (party, class) {
            (PartyClass::Supplier, RequestClass::Critical) => Some(Self::CriticalSupplier),
            (PartyClass::Supplier, RequestClass::NonCritical) => Some(Self::NonCriticalSupplier),
            (PartyClass::NetworkOperator, RequestClass::Critical) => Some(Self::CriticalNetworkOperator),
            (PartyClass::NetworkOperator, RequestClass::NonCritical) => {
                Some(Self::NonCriticalNetworkOperator)
            }
            (_, RequestClass::NonDevice) => None,
        }
    }

    /// Whose certificate it names.
    #[must_use]
    pub const fn party(self) -> PartyClass {
        match self {
            Self::CriticalSupplier | Self::NonCriticalSupplier => PartyClass::Supplier,
            Self::CriticalNetworkOperator | Self::NonCriticalNetworkOperator => PartyClass::NetworkOperator,
        }
    }
}
